/** What requests say of whom they come from. */
export const defaultUserAgent = 'multiarch-mirror/0.1';

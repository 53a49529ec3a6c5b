import { listing } from './listing.ts';

/** ghcr.io/home-assistant/home-assistant: calendar versions, betas and daily builds without a hyphen. */
export const homeAssistant: string[] = listing(`
  0.{100..118}.{0..5} 2021.{1..12}.{0..5} 2022.{1..12}.{0..6} 2023.{1..12}.{0..4} 2024.{1..12}.{0..4} 2024.12.5 2025.{1,2}.{0..4} 2025.3.{0..4} {2021..2024}.{1..12} 2025.{1,2,3}
  2025.{1..4}.0b{0..5} 2025.4.0b6 2025.5.0.dev202503{10..31}0230 2024.1.0.dev20231204 stable beta dev latest rc
`);

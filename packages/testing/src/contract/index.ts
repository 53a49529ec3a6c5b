export type { ContractCase, RepositoryUnderTest } from './contract-case.ts';
export { repositoryCases, repositoryContract, type TestRunner } from './repository-contract.ts';

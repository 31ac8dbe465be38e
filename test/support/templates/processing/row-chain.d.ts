export * from "#sensors/row-chain";

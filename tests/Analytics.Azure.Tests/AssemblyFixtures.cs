[assembly: AssemblyFixture(typeof(AzuriteServer))]

namespace Analytics.Local.Tests.Crashes;

/// <summary>The tests that start the program share the machine's cores one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "Processes of the program";
}

using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Analytics.Azure.Tests.Tables;

/// <summary>The storage emulator that the environment names; tests against it are skipped without.</summary>
internal static class Azurite
{
    private const string Variable = "AZURITE_CONNECTION";

    public static TableServiceClient Connect() => new(Connection());

    public static BlobServiceClient Blobs() => new(Connection());

    private static string Connection()
    {
        var connection = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(connection), $"{Variable} is not set to a connection string of Azurite, such as UseDevelopmentStorage=true.");
        return connection!;
    }
}

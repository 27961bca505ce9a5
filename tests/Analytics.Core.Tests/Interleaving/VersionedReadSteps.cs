using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>Steps of a reader of tables that tell versions.</summary>
internal sealed class VersionedReadSteps(InMemoryTableStore inner) : ReadSteps(inner), ITableVersions
{
    private readonly InMemoryTableStore _versions = inner;

    public long VersionOf(string table, string partitionKey)
    {
        Step();
        return _versions.VersionOf(table, partitionKey);
    }
}

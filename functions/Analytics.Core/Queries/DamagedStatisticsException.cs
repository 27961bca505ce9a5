using Analytics.Core.Tables;

namespace Analytics.Core.Queries;

/// <summary>Thrown when a stored row is damaged and no other row has its events, so that an answer without it would be wrong.</summary>
/// <param name="rowKey">Key of the row in the rollups.</param>
/// <param name="site">Its site.</param>
/// <param name="cause">The damage; null if an earlier read found it.</param>
public sealed class DamagedStatisticsException(string rowKey, string site, Exception? cause = null)
    : Exception(
        $"The rollup '{rowKey}' of site '{site}' is damaged, and nothing else has its events. {TableRemedies.Of(TableNames.Rollups)}",
        cause
    );

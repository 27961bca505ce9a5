using Analytics.Core.Tables;

namespace Analytics.Core.Queries;

/// <summary>A stored row is damaged and nothing else has its events, so that an answer without it would be wrong.</summary>
/// <param name="rowKey">The row of the rollups.</param>
/// <param name="site">Its site.</param>
/// <param name="cause">The damage; null if it was found before.</param>
public sealed class DamagedStatisticsException(string rowKey, string site, Exception? cause = null)
    : Exception(
        $"The rollup '{rowKey}' of site '{site}' is damaged, and nothing else has its events. {TableRemedies.Of(TableNames.Rollups)}",
        cause
    );

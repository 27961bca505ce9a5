using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A UTC day or part of one, or a UTC month, as a scan reads it. A daily visitor id is in one source, unless a visit crosses midnight.
/// </summary>
/// <param name="Identity">Names exactly what the rows are made of, for the cache.</param>
/// <param name="Start">The first second covered.</param>
/// <param name="End">The end of what is covered, exclusive.</param>
/// <param name="Parts">The rollups it is made of, for their totals; their rows may be absent.</param>
/// <param name="LoadAsync">Reads the rows.</param>
internal sealed record ScanSource(
    string Identity,
    long Start,
    long End,
    IReadOnlyList<IRollupPart> Parts,
    Func<CancellationToken, ValueTask<Rollup>> LoadAsync);

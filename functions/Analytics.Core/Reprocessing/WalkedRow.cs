using Analytics.Core.Periods;

namespace Analytics.Core.Reprocessing;

/// <summary>A row of a site's rollups and its place among the others.</summary>
/// <param name="Rollup">The row without its segments.</param>
/// <param name="IsFinest">True if it is an hour, or a day without any: where the events are that a newer logic would count otherwise.</param>
/// <param name="IsOld">True if an older release made it, and nothing has marked it to be made again.</param>
/// <param name="IsComplete">True if the rows below it have all of its messages, and as many events.</param>
internal readonly record struct WalkedRow(Rollup Rollup, bool IsFinest, bool IsOld, bool IsComplete);

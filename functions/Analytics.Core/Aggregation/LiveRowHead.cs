using Analytics.Core.Rollups;

namespace Analytics.Core.Aggregation;

/// <summary>What a live row's head says.</summary>
/// <param name="Range">The messages of the batch.</param>
/// <param name="Enqueued">When the last of them was accepted.</param>
/// <param name="BodyBytes">Bytes of the row's body.</param>
internal readonly record struct LiveRowHead(SequenceRange Range, DateTimeOffset Enqueued, int BodyBytes);

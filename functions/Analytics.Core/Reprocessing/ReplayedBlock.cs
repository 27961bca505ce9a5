using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Encoding;

namespace Analytics.Core.Reprocessing;

/// <summary>What a batch of archived messages has of one site and hour.</summary>
/// <param name="Site">The site.</param>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Hour">The hour, Unix seconds.</param>
/// <param name="Encoded">The block.</param>
internal readonly record struct ReplayedBlock(string Site, int Bucket, long Hour, EncodedRollup Encoded)
{
    public long Day => RollupPeriod.Of(RollupTier.Day, Hour).Start;
}

using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Rollups;

/// <summary>Merges parts and encodes the result so that it fits a row. Not thread-safe.</summary>
internal sealed class RollupWriter(RollupOptions options)
{
    private readonly RollupMerger _merger = new(options.Logic);
    private readonly RollupEncoder _encoder = new();

    public EncodedRollup Merge(RollupPeriod period, IReadOnlyList<IRollupPart> parts, Func<Rollup, Inclusion> included, UntimedIds untimed)
    {
        var limits = options.Limits(period.Tier);
        while (true)
        {
            var rollup = _merger.Merge(period, parts, limits, untimed);
            var encoded = _encoder.Encode(rollup.With(included(rollup)), compress: true);
            if (encoded.Length <= options.MaxRollupBytes || limits.MaxVisitors <= 1)
            {
                return encoded;
            }

            var fraction = 0.9 * options.MaxRollupBytes / encoded.Length;
            limits = limits with { MaxVisitors = Math.Max(1, (int)(rollup.VisitorCount * fraction)) };
        }
    }
}

using Analytics.Core.Columns;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Tests.Periods;

public sealed class BitPackingTests
{
    [Fact]
    public void Any_width_and_count_round_trips()
    {
        var random = new Random(1);
        for (var width = 0; width <= 64; width++)
        {
            foreach (var count in (int[])[0, 1, 7, 8, 9, 63, 64, 65, 200])
            {
                var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
                var values = Enumerable.Range(0, count).Select(_ => unchecked((ulong)random.NextInt64() * 3) & mask).ToArray();
                var bytes = new byte[BitPacking.ByteCount(count, width)];
                BitPacking.Pack(values, width, bytes);
                var wide = new ulong[count];
                BitPacking.Unpack(bytes, width, wide);
                Assert.Equal(values, wide);
                if (width <= 31)
                {
                    var narrow = new int[count];
                    BitBlocks.Unpack(bytes, width, -5, narrow);
                    Assert.Equal(values.Select(value => (int)value - 5), narrow);
                }
            }
        }
    }
}

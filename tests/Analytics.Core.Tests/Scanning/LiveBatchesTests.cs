using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Scanning;

public sealed class LiveBatchesTests
{
    private static readonly OpenDayLimits Limits = new() { MaxWeight = 16_000, Sampling = new(1_000_000, 1_600) };

    [Fact]
    public void Blocks_are_in_memory_up_to_a_part_of_a_days_events_and_bytes_and_keep_their_order()
    {
        Assert.Equal(
            [
                [40, 60],
                [1],
            ],
            EventsOf((40, 1), (60, 1), (1, 1))
        );
        Assert.Equal(
            [
                [1, 2],
                [3],
            ],
            EventsOf((1, 400), (2, 600), (3, 1))
        );
        Assert.Equal(
            [
                [1],
                [2],
                [3],
            ],
            EventsOf((1, 1), (2, 5_000), (3, 1))
        );
        Assert.Equal(
            [
                [500],
                [1, 1],
            ],
            EventsOf((500, 1), (1, 1), (1, 1))
        );
        Assert.Empty(EventsOf());
    }

    private static IEnumerable<IEnumerable<int>> EventsOf(params (int Events, long Bytes)[] blocks) =>
        LiveBatches
            .Of(
                [
                    .. blocks.Select(block => new LiveEntry(
                        new TableRow("p", "r", default, default, "1"),
                        0,
                        new SequenceRange(1, 1),
                        0,
                        block.Events,
                        block.Bytes
                    )),
                ],
                Limits
            )
            .Select(batch => batch.Select(block => block.EventCount));
}

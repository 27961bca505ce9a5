using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Periods;

/// <summary>An id without a timestamp, sent again within 72 hours, counts once, whatever range is asked for.</summary>
public sealed class UntimedIdTests
{
    private const string Site = "site.example";
    private static readonly long Start = new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private readonly Pipeline _pipeline = new(DateTimeOffset.FromUnixTimeSeconds(Start), partitions: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_parts_of_a_day_add_up(bool anotherVisitor)
    {
        await SendAsync(10.5, 7);
        await SendAsync(15.5, anotherVisitor ? 9u : 7u);
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal((1, 0, 1), (await CountAsync(0, 12), await CountAsync(12, 24), await CountAsync(0, 24)));
            await NextAsync(step);
        }
    }

    [Fact]
    public async Task A_repetition_that_is_rolled_up_before_the_first_gives_way_to_it()
    {
        await SendAsync(15.5, 7);
        await _pipeline.RollUpAsync();
        await SendAsync(10.5, 7);
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal((1, 0, 1), (await CountAsync(0, 12), await CountAsync(12, 24), await CountAsync(0, 24)));
            await NextAsync(step);
        }
    }

    [Fact]
    public async Task After_72_hours_it_counts_again()
    {
        foreach (var hour in (double[])[1, 50, 73.0, 73.1, 100])
        {
            await SendAsync(hour, 7);
            await _pipeline.RollUpAsync();
        }

        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(
                (1, 0, 1, 2),
                (await CountAsync(0, 24), await CountAsync(24, 73), await CountAsync(73, 120), await CountAsync(0, 120))
            );
            await NextAsync(step);
        }
    }

    [Fact]
    public async Task With_a_timestamp_it_counts_once_under_any_visitor_and_however_late()
    {
        await SendAsync(1, 7, EventFlags.ClientTimestamp);
        _pipeline.Clock.SetNow(DateTimeOffset.FromUnixTimeSeconds(Start + (86_400 * 60)));
        await _pipeline.RollUpAsync();
        await _pipeline.BuildStaleAsync();
        await SendAsync(1, 9, EventFlags.ClientTimestamp);
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(1, await CountAsync(0, 24));
            await NextAsync(step);
        }
    }

    private async Task NextAsync(int step)
    {
        if (step == 0)
        {
            _pipeline.Clock.SetNow(DateTimeOffset.FromUnixTimeSeconds(Start + (86_400 * 61)));
            await _pipeline.RollUpAsync();
        }
        else if (step == 1)
        {
            await _pipeline.BuildStaleAsync();
        }
        else
        {
            await _pipeline.PruneAsync();
        }
    }

    private async Task SendAsync(double hour, uint visitor, EventFlags flags = EventFlags.None)
    {
        var second = Start + (long)(hour * 3600);
        _pipeline.Clock.SetNow(
            DateTimeOffset.FromUnixTimeSeconds(Math.Max(second + 1800, _pipeline.Clock.GetUtcNow().ToUnixTimeSeconds()))
        );
        var writer = new EventSegmentWriter();
        writer.BeginEvent(second * 1000, visitor, 0, flags);
        writer.Set(EventField.Site, Encoding.UTF8.GetBytes(Site));
        writer.Set(EventField.Name, "buy"u8);
        writer.Set(EventField.Id, "order-1"u8);
        writer.EndEvent();
        await _pipeline.AppendAsync(0, writer);
        await _pipeline.AggregateAsync();
    }

    private async Task<int> CountAsync(int fromHour, int toHour)
    {
        var from = Start + (fromHour * 3600);
        var result = await _pipeline.Scanner.ScanAsync(
            new(Site, from, Start + (toHour * 3600), [from], false, [], null, ScanNeeds.Events),
            Token
        );
        return (int)result.Groups.Sum(group => group[ScanCounter.Events]);
    }
}

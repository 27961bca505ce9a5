using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Collection;

public sealed class OrderIdTests : IDisposable
{
    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task The_id_of_an_order_is_compared_without_its_time_where_facts_are_taken(bool isImport, bool takesFacts, bool isTimed)
    {
        var time = _harness.Clock.Now.ToUnixTimeMilliseconds() - 3_600_000;

        await _harness.One(
            $$"""{"domain":"example.com","name":"Buy","url":"https://example.com/","id":"o1","is_order_id":true,"timestamp":{{time}}}""",
            _harness.Context(isImport: isImport) with
            {
                TakesFacts = takesFacts,
            }
        );

        var stored = Assert.Single(_harness.Events);
        Assert.Equal(time, stored.TimestampMilliseconds);
        Assert.Equal(isTimed, stored.Flags.HasFlag(EventFlags.ClientTimestamp));
    }
}

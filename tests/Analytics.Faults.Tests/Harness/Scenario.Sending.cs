using Analytics.Core.Live;

namespace Analytics.Faults.Tests.Harness;

/// <content>What clients do.</content>
internal sealed partial class Scenario
{
    private void Send()
    {
        var instance = Pick(_instances);
        if (instance.IsStalled)
        {
            return;
        }

        // Of one site, which is one append.
        var site = ScenarioNames.Name(_random.Next(_sites));
        var again = _ledger
            .Events.Where(sent =>
                sent.Site == site
                && sent.Id is not null
                && (sent.Timestamp is not null || !sent.IsAcknowledged)
                && (!sent.IsAcknowledged || _random.Next(20) == 0)
                && IsFresh(sent, instance)
            )
            .ToList();
        if (again.Count > 0 && _random.Next(2) == 0)
        {
            Send(instance, [.. again.Take(1 + _random.Next(6)).GroupBy(sent => sent.IsImport).First()]);
            return;
        }

        var isImport = _random.Next(8) == 0;
        var events = new List<SentEvent>();
        for (var i = 1 + _random.Next(8); i > 0; i--)
        {
            var sent = NewEvent(site, isImport, instance);
            _ledger.Events.Add(sent);
            events.Add(sent);
        }

        Send(instance, events);
    }

    private SentEvent NewEvent(string site, bool isImport, Instance instance)
    {
        var number = _ledger.Events.Count;
        var now = instance.Clock.GetUtcNow();
        var age = isImport
            ? TimeSpan.FromHours(_random.Next(24 * ImportDays))
            : _random.Next(3) switch
            {
                0 => TimeSpan.Zero,
                1 => TimeSpan.FromMinutes(_random.Next(180)),
                _ => TimeSpan.FromHours(_random.Next(60)),
            };
        var hasTime = isImport || _hasTimes || _random.Next(5) > 0;
        return new(
            site,
            number,
            isImport || _random.Next(5) > 0 ? $"id{number}" : null,
            hasTime ? (now - age).ToUnixTimeMilliseconds() : null,
            _hasVisitors ? $"v{_random.Next(ScenarioNames.Visitors)}" : null,
            isImport
        );
    }

    /// <summary>True if an instance still takes an event: one that is too old by its clock would get another time.</summary>
    private static bool IsFresh(SentEvent sent, Instance instance)
    {
        var now = instance.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return sent.Timestamp is not { } time || (time <= now && (sent.IsImport || now - time < 70 * 3_600_000L));
    }

    private void Send(Instance instance, IReadOnlyList<SentEvent> events)
    {
        var now = instance.Clock.GetUtcNow();
        var isAcknowledged = false;
        try
        {
            isAcknowledged = Done(instance.CollectAsync($"[{string.Join(',', events.Select(sent => sent.Json()))}]", events[0].IsImport));
        }
        catch (Exception exception) when (exception is IOException or Core.EventLog.EventLogUnavailableException)
        {
            // The client may send them again.
            isAcknowledged = false;
        }

        var ends = Enumerable.Range(0, _installation.Log.PartitionCount).Select(LastOf).ToArray();
        foreach (var sent in events)
        {
            sent.Attempts.Add(new(_faults.Step, (sent.Timestamp ?? now.ToUnixTimeMilliseconds()) / 1000, isAcknowledged, ends));
        }

        _counts.Add(CommittedWork.Events, events.Count);
        _counts.Add(CommittedWork.Acknowledged, isAcknowledged ? events.Count : 0);
    }

    private long LastOf(int partition) => _installation.Log.Records(partition) is [.., var last] ? last.SequenceNumber : 0;

    private long[] Watermarks() => [.. Enumerable.Range(0, _checkpoints.Length).Select(WatermarkOf)];

    private long WatermarkOf(int partition) =>
        Done(Watermark.ReadAsync(_installation.Tables, partition, CancellationToken.None).AsTask()).SequenceNumber;
}

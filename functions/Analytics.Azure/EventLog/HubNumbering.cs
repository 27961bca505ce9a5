using Analytics.Core.EventLog;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.EventLog;

/// <summary>
/// Maps sequence numbers of the event hub, which count from 0, to those of the port, which count from 1 and never fall: a hub that was
/// made again counts from 0 again, so its numbers are moved up by an epoch, above all that the tables have counted.
/// </summary>
/// <param name="epoch">Number of times that the hub was made again while the tables stayed.</param>
internal sealed class HubNumbering(int epoch)
{
    /// <summary>Numbers of an epoch: more than a partition can ever use, at 1,000 messages a second for 30 years.</summary>
    public const long PerEpoch = 1_000_000_000_000;

    /// <summary>The largest epoch.</summary>
    public const int MaxEpoch = 9_000_000;

    private readonly long _before = epoch * PerEpoch;

    /// <summary>The number before the first of a number's epoch.</summary>
    public static long EpochStart(long number) => number <= 0 ? 0 : number - 1 - ((number - 1) % PerEpoch);

    /// <summary>The port's number of a hub's number; -1, which an empty partition has, becomes the number before the first.</summary>
    public long FromHub(long number) => _before + number + 1;

    /// <summary>The hub's number of the message after one of the port's.</summary>
    public long NextInHub(long after) => Math.Max(0, after - _before);

    /// <summary>The port's record of a received event.</summary>
    public LogRecord Record(int partition, EventData received) =>
        new(partition, FromHub(received.SequenceNumber), received.EnqueuedTime, received.EventBody.ToMemory());
}

using Analytics.Core.EventLog;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.EventLog;

/// <summary>
/// Maps sequence numbers of the event hub, which start at 0, to those of the port, which start at 1 and never fall. A recreated hub starts
/// at 0 again, so its numbers are raised by an epoch, above all numbers that the tables have seen.
/// </summary>
/// <param name="epoch">Number of times that the hub was recreated while the tables stayed.</param>
internal sealed class HubNumbering(int epoch)
{
    /// <summary>Count of numbers in an epoch: more than a partition uses at 1,000 messages a second for 30 years.</summary>
    public const long PerEpoch = 1_000_000_000_000;

    /// <summary>The largest epoch.</summary>
    public const int MaxEpoch = 9_000_000;

    private readonly long _before = epoch * PerEpoch;

    /// <summary>Returns the number before the first one of a number's epoch.</summary>
    public static long EpochStart(long number) => number <= 0 ? 0 : number - 1 - ((number - 1) % PerEpoch);

    /// <summary>
    /// Returns the port's number of a hub's number; -1, the last number of an empty partition, becomes the number before the first.
    /// </summary>
    public long FromHub(long number) => _before + number + 1;

    /// <summary>Returns the hub's number of the message that follows one of the port's.</summary>
    public long NextInHub(long after) => Math.Max(0, after - _before);

    /// <summary>Returns the port's record of a received event.</summary>
    public LogRecord Record(int partition, EventData received) =>
        new(partition, FromHub(received.SequenceNumber), received.EnqueuedTime, received.EventBody.ToMemory());
}

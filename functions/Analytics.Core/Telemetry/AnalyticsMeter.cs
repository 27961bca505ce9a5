using System.Diagnostics.Metrics;
using System.Globalization;

namespace Analytics.Core.Telemetry;

/// <summary>The metrics of both hosts. They cost almost nothing without a listener. Thread-safe.</summary>
public static class AnalyticsMeter
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string Name = "Analytics";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "analytics.events",
        "{event}",
        "Events by outcome: accepted, refused, filtered or duplicate."
    );

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "analytics.deadletters",
        "{letter}",
        "What a stage could not process and set aside, by stage."
    );

    private static readonly Counter<long> Lost = Meter.CreateCounter<long>(
        "analytics.messages.lost",
        "{message}",
        "Messages that left the log before they were aggregated."
    );

    private static readonly Counter<long> RefusedRequests = Meter.CreateCounter<long>(
        "analytics.requests.refused",
        "{request}",
        "Requests refused to protect the process, by reason."
    );

    private static readonly Gauge<long> SetAside = Meter.CreateGauge<long>(
        "analytics.deadletters.waiting",
        "{letter}",
        "Letters that wait for a retry, by stage."
    );

    private static readonly Gauge<double> WatermarkAge = Meter.CreateGauge<double>(
        "analytics.watermark.age",
        "s",
        "Time since the oldest message that waits to be aggregated was accepted, by partition."
    );

    private static readonly Gauge<double> LiveOldest = Meter.CreateGauge<double>(
        "analytics.live.oldest",
        "s",
        "Age of the oldest live row."
    );

    private static readonly Gauge<long> LiveBusiest = Meter.CreateGauge<long>(
        "analytics.live.busiest",
        "{row}",
        "Live rows of the busiest bucket and hour: the most that a query of one site and hour reads."
    );

    private static readonly Gauge<double> RollupLag = Meter.CreateGauge<double>(
        "analytics.rollup.lag",
        "s",
        "How long the oldest closed hour waits for its roll-up."
    );

    private static readonly KeyValuePair<string, object?> Accepted = new("outcome", "accepted");
    private static readonly KeyValuePair<string, object?> Refused = new("outcome", "refused");
    private static readonly KeyValuePair<string, object?> Filtered = new("outcome", "filtered");
    private static readonly KeyValuePair<string, object?> Duplicate = new("outcome", "duplicate");

    /// <summary>Messages in a batch that a trigger delivered.</summary>
    public static Histogram<int> BatchMessages { get; } =
        Meter.CreateHistogram<int>("analytics.batch.messages", "{message}", "Messages in a batch of one partition.");

    /// <summary>Time from the delivery of a batch until its effects are stored.</summary>
    public static Histogram<double> CommitDuration { get; } =
        Meter.CreateHistogram<double>("analytics.commit.duration", "s", "From the delivery of a batch until its effects are stored.");

    /// <summary>Number of messages of a partition that wait to be aggregated.</summary>
    public static Histogram<long> ConsumerLag { get; } =
        Meter.CreateHistogram<long>("analytics.consumer.lag", "{message}", "Messages between a partition's watermark and its end.");

    /// <summary>Requests by endpoint and status, among them queries.</summary>
    public static Histogram<double> RequestDuration { get; } =
        Meter.CreateHistogram<double>("analytics.request.duration", "s", "From a request's arrival at its handler until it is answered.");

    /// <summary>Counts a request that was refused to protect the process.</summary>
    /// <param name="reason">The reason in snake case, such as <c>body_too_large</c>.</param>
    public static void CountRefused(string reason) => RefusedRequests.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Counts the events of a request by outcome.</summary>
    public static void CountEvents(int accepted, int filtered, int refused)
    {
        Add(accepted, Accepted);
        Add(filtered, Filtered);
        Add(refused, Refused);
    }

    /// <summary>Counts events that a client sent twice.</summary>
    public static void CountDuplicates(int count) => Add(count, Duplicate);

    /// <summary>Counts a letter that is set aside.</summary>
    /// <param name="stage">The stage in lower case, the value of the tag <c>stage</c>.</param>
    public static void CountDeadLetter(string stage) => DeadLetters.Add(1, Stage(stage));

    /// <summary>Records the letters of a stage that wait for a retry.</summary>
    /// <param name="stage">The stage in lower case.</param>
    /// <param name="letters">The letters.</param>
    public static void RecordWaitingLetters(string stage, long letters) => SetAside.Record(letters, Stage(stage));

    /// <summary>Records the distance between a partition's log and its watermark.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="waiting">Messages that wait to be aggregated.</param>
    /// <param name="age">The time since the oldest of them was accepted.</param>
    public static void RecordPartition(int partition, long waiting, TimeSpan age)
    {
        var tag = new KeyValuePair<string, object?>("partition", partition.ToString(CultureInfo.InvariantCulture));
        ConsumerLag.Record(waiting, tag);
        WatermarkAge.Record(age.TotalSeconds, tag);
    }

    /// <summary>Records the state of the live table.</summary>
    /// <param name="oldest">The age of the oldest row.</param>
    /// <param name="busiest">The rows of the busiest bucket and hour.</param>
    public static void RecordLive(TimeSpan oldest, long busiest)
    {
        LiveOldest.Record(oldest.TotalSeconds);
        LiveBusiest.Record(busiest);
    }

    /// <summary>Records how long the oldest closed hour waits for its roll-up.</summary>
    public static void RecordRollupLag(TimeSpan lag) => RollupLag.Record(lag.TotalSeconds);

    /// <summary>Counts messages that left the log before they were aggregated.</summary>
    public static void CountLost(long messages) => Lost.Add(messages);

    private static KeyValuePair<string, object?> Stage(string stage) => new("stage", stage);

    private static void Add(long count, KeyValuePair<string, object?> outcome)
    {
        if (count > 0)
        {
            Events.Add(count, outcome);
        }
    }
}

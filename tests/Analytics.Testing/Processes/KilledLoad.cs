using System.Globalization;

namespace Analytics.Testing.Processes;

/// <summary>
/// The load of a process that is killed again and again: batches of pageviews over sixty hours, so that hours are closed and days are
/// built while it runs. A batch without an answer is sent again, because it is unknown whether the killed process stored it. Not
/// thread-safe.
/// </summary>
/// <param name="site">The site of the events.</param>
/// <param name="pages">The number of different pages.</param>
/// <param name="random">Decides the pages and times.</param>
/// <param name="now">The end of the sixty hours.</param>
/// <param name="sendAsync">Sends a batch of events in JSON; returns true if it was accepted, false without an answer.</param>
public sealed class KilledLoad(
    string site,
    int pages,
    Random random,
    DateTimeOffset now,
    Func<IReadOnlyList<string>, Task<bool>> sendAsync
)
{
    private const int BatchSize = 20;
    private const int Minutes = 60 * 60;

    private readonly List<string[]> _unanswered = [];
    private readonly long[] _sent = new long[pages];

    /// <summary>Number of events in all batches.</summary>
    public int Events { get; private set; }

    /// <summary>Number of events whose batch was accepted the first time.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>The body of a request to reprocess the time of the load.</summary>
    public string ReprocessJob { get; } =
        $$"""{"kind":"reprocess","from":"{{now.AddDays(-3):yyyy-MM-dd'T'HH:mm:ss'Z'}}","to":"{{now.AddDays(1):yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""";

    /// <summary>Sends some batches, first those without an answer, until one has none.</summary>
    public async Task SendAsync(int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            var isNew = _unanswered.Count == 0;
            var batch = isNew ? NewBatch() : _unanswered[0];
            if (isNew)
            {
                _unanswered.Add(batch);
            }

            if (!await sendAsync(batch))
            {
                return;
            }

            Acknowledged += isNew ? batch.Length : 0;
            _unanswered.Remove(batch);
        }
    }

    /// <summary>Sends the batches that have no answer.</summary>
    public async Task SendUnansweredAsync()
    {
        while (_unanswered.Count > 0)
        {
            await SendAsync(_unanswered.Count);
        }
    }

    /// <summary>True if as many events are counted as were sent.</summary>
    /// <param name="counted">The pageviews by path.</param>
    public bool IsCounted(IReadOnlyDictionary<string, long> counted) => counted.Values.Sum() == _sent.Sum();

    /// <summary>Asserts that each page counts exactly the events that were sent for it.</summary>
    /// <param name="when">The moment, for the message.</param>
    /// <param name="counted">The pageviews by path.</param>
    public void AssertCounted(string when, IReadOnlyDictionary<string, long> counted)
    {
        var wrong = Enumerable
            .Range(0, pages)
            .Select(page => $"/{page}")
            .Union(counted.Keys, StringComparer.Ordinal)
            .Select((path, page) => (Path: path, Sent: page < pages ? _sent[page] : 0, Counted: counted.GetValueOrDefault(path)))
            .Where(page => page.Sent != page.Counted)
            .Select(page => $"{page.Path}: {page.Counted} of {page.Sent}")
            .ToList();
        Assert.True(wrong.Count == 0, $"{when}: {counted.Values.Sum()} of {_sent.Sum()} events; {string.Join(", ", wrong.Take(20))}");
    }

    private string[] NewBatch() =>
        [
            .. Enumerable
                .Range(0, BatchSize)
                .Select(_ =>
                {
                    var page = random.Next(pages);
                    _sent[page]++;
                    var time = now.AddMinutes(-random.Next(Minutes)).ToUnixTimeMilliseconds();
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/{{page}}","id":"{{++Events}}","timestamp":{{time}}}"""
                    );
                }),
        ];
}

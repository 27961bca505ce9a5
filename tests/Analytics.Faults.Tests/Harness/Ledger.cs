using System.Globalization;
using Analytics.Core.Queries.Results;

namespace Analytics.Faults.Tests.Harness;

/// <summary>
/// Records the sent events and their receipts, and derives the right answers: an oracle that knows nothing of rows, rounds or ids.
/// </summary>
internal sealed class Ledger
{
    public const string ByHour = "\"metrics\":[\"events\"],\"dimensions\":[\"time:hour\",\"event:page\"],\"pagination\":{\"limit\":10000}";
    public const string ByPage = "\"metrics\":[\"events\"],\"dimensions\":[\"event:page\"],\"pagination\":{\"limit\":10000}";

    public List<SentEvent> Events { get; } = [];

    public List<Erasure> Erasures { get; } = [];

    /// <summary>Compares an answer by page, or by hour and page, with what was sent.</summary>
    /// <param name="site">The site asked about.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="least">The least times that an event must count.</param>
    /// <param name="counts">Takes what is lost and doubled.</param>
    /// <returns>What is wrong; empty if nothing is.</returns>
    public string Compare(string site, QueryResult answer, Func<SentEvent, int> least, FaultCounts counts)
    {
        var wrong = new List<string>();
        var counted = answer
            .Rows.GroupBy(row => row.Dimensions[^1], StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => rows.ToList(), StringComparer.Ordinal);
        foreach (var sent in Events.Where(sent => sent.Site == site))
        {
            counted.Remove(sent.Page, out var rows);
            var count = rows?.Sum(row => row.Metrics[0]) ?? 0;
            if (count < least(sent))
            {
                counts.Add(CommittedWork.Lost);
                wrong.Add($"{sent.Page} counts {count} times instead of once: {Describe(sent)}");
            }
            else if (count > sent.Most(Erasures))
            {
                counts.Add(CommittedWork.Doubled);
                wrong.Add($"{sent.Page} counts {count} times instead of {sent.Most(Erasures)}: {Describe(sent)}");
            }
            else if (rows is not null && rows[0].Dimensions.Count > 1 && !IsIn(rows[0].Dimensions[0], sent))
            {
                wrong.Add($"{sent.Page} counts at {rows[0].Dimensions[0]}: {Describe(sent)}");
            }
        }

        wrong.AddRange(counted.Keys.Select(page => $"{page} was never sent"));
        return string.Join(Environment.NewLine, wrong);
    }

    /// <summary>A site and page with how its event was sent; any other text as it is.</summary>
    public string Describe(string line) =>
        Events.Find(sent => $"{sent.Site} {sent.Page}" == line) is { } sent ? $"{line}: {Describe(sent)}" : line;

    /// <summary>True if an event was sent with a time in an hour.</summary>
    private static bool IsIn(string label, SentEvent sent)
    {
        var hour = DateTimeOffset.Parse(label, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();
        return sent.Attempts.Exists(attempt => attempt.Second >= hour && attempt.Second < hour + 3600);
    }

    private string Describe(SentEvent sent) =>
        $"id {sent.Id ?? "none"}, {(sent.Timestamp is null ? "no time" : "own time")}, visitor {sent.Visitor ?? "none"}, sent "
        + string.Join(
            ", ",
            sent.Attempts.Select(attempt =>
                $"at step {attempt.Step} for {DateTimeOffset.FromUnixTimeSeconds(attempt.Second):u} "
                + $"{(attempt.IsAcknowledged ? "acknowledged" : "not acknowledged")} [{string.Join(' ', attempt.LogEnds)}]"
            )
        )
        + string.Concat(Erasures.Where(erasure => erasure.Site == sent.Site).Select(erasure => $"; {erasure}"));
}

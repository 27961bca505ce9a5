using System.Globalization;
using Spectre.Console;

namespace Analytics.Local.Loading;

/// <summary>Writes the results of a load run.</summary>
internal static class LoadReport
{
    /// <summary>Writes the table.</summary>
    public static void Write(IAnsiConsole console, LoadResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("").RightAligned()).HideHeaders();
        table.AddRow("events accepted", Number(result.Accepted));
        table.AddRow("events a second", Number(result.Accepted / result.Elapsed.TotalSeconds));
        table.AddRow("events rejected", Number(result.Rejected));
        if (result.FirstRejection is { } reason)
        {
            table.AddRow("first rejected because", reason.EscapeMarkup());
        }

        table.AddRow("requests sent again", Number(result.Retries));
        table.AddRow("request latency p50 / p99", $"{Milliseconds(result.Latencies, 0.5)} / {Milliseconds(result.Latencies, 0.99)}");
        if (result.Freshness.Count > 0)
        {
            table.AddRow(
                $"acknowledged to visible p50 / p99 ({result.Freshness.Count} probes)",
                $"{Milliseconds(result.Freshness, 0.5)} / {Milliseconds(result.Freshness, 0.99)}"
            );
        }

        table.AddRow("all visible after the last answer", result.CatchUp is { } time ? Milliseconds(time) : "not in two minutes");
        console.Write(table);
    }

    private static string Milliseconds(IReadOnlyList<TimeSpan> sorted, double quantile) =>
        sorted.Count == 0 ? "–" : Milliseconds(sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * quantile)]);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:N1} ms");

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

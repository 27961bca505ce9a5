using System.Globalization;
using System.Text;
using Analytics.Core.Collection;
using Analytics.Core.Queries.Times;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;

namespace Analytics.Local.Importing;

/// <summary>The time whose events an import takes.</summary>
/// <param name="From">The first moment, Unix milliseconds.</param>
/// <param name="Until">The moment after the last one.</param>
internal readonly record struct ImportRange(long From, long Until)
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>The options that name a range.</summary>
    public static IReadOnlyList<CommandOption> Options { get; } =
    [
        new(
            "--from",
            "TIME",
            "Leaves out events before: a day of the site's time zone like 2026-01-31, or a time like 2026-01-31T14:30Z. Default: none."
        ),
        new(
            "--to",
            "TIME",
            "Leaves out events after this day, or from this time on, such as since the site is measured here. Default: none."
        ),
    ];

    /// <summary>Returns true if the options name a range.</summary>
    public static bool IsNamed(CommandInput input) => Options.Any(option => input.Option(option.Name) is not null);

    /// <summary>Returns the range that the options name.</summary>
    /// <param name="input">The options.</param>
    /// <param name="client">Tells the time zone of the site.</param>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The range; null if none is named.</returns>
    /// <exception cref="CommandLineException">An option is no time, or nothing is in the range.</exception>
    public static async Task<ImportRange?> ReadAsync(
        CommandInput input,
        ApiClient client,
        string site,
        CancellationToken cancellationToken
    )
    {
        if (!IsNamed(input))
        {
            return null;
        }

        ZoneTimeline? zone = null;
        var from = await TimeAsync("--from", 0) ?? long.MinValue;
        var until = await TimeAsync("--to", 1) ?? long.MaxValue;
        return from < until
            ? new(from, until)
            : throw new CommandLineException("--from is after --to, so that nothing would be imported.", input.Command);

        // Of a day, its start and that of days after it.
        async Task<long?> TimeAsync(string name, int daysAfter)
        {
            if (input.Option(name) is not { } text)
            {
                return null;
            }

            if (
                DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day < DateOnly.MaxValue
            )
            {
                zone ??= ZoneTimeline.Of(
                    (
                        await client.GetAsync(
                            $"/api/v1/sites/{Uri.EscapeDataString(site)}",
                            ClientJson.Default.SiteAnswer,
                            cancellationToken
                        )
                    ).Timezone
                );
                return zone.StartOf(day.AddDays(daysAfter)) * 1000;
            }

            return EventTimestamp.TryParse(Encoding.UTF8.GetBytes(text), out var milliseconds)
                ? milliseconds
                : throw new CommandLineException(
                    $"{name}: '{text}' is no time; give a day like 2026-01-31 or a time like 2026-01-31T14:30Z.",
                    input.Command
                );
        }
    }

    /// <summary>Returns true if a moment is in the range.</summary>
    public bool Contains(long milliseconds) => milliseconds >= From && milliseconds < Until;
}

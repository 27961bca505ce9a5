using System.Globalization;
using System.Text;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Web.DeadLetters;
using Spectre.Console;

namespace Analytics.Local.DeadLetters;

/// <summary>Lists, shows and retries the dead letters of a running server.</summary>
internal sealed class DeadLetterCommands(IAnsiConsole console)
{
    private const string Path = "/api/v1/deadletters";
    private const string All = "all";
    private const int PageSize = 1000;
    private const int ShownBytes = 256;

    private static readonly CommandOption[] Filters =
    [
        new("--stage", "STAGE", "Only those of a stage: aggregate, rollup, reprocess or query. Default: all."),
        new("--site", "DOMAIN", "Only those of a site. Default: all."),
    ];

    /// <summary><c>deadletters list</c>.</summary>
    public Command List =>
        new("deadletters list", "Lists what could not be processed and was set aside.", [], [.. Filters, .. ClientOptions.All], ListAsync);

    /// <summary><c>deadletters show</c>.</summary>
    public Command Show =>
        new(
            "deadletters show",
            "Shows a dead letter with the beginning of its payload.",
            [new CommandArgument("ID", "The id that 'deadletters list' shows.")],
            ClientOptions.All,
            ShowAsync
        );

    /// <summary><c>deadletters retry</c>.</summary>
    public Command Retry =>
        new(
            "deadletters retry",
            "Gives a dead letter back to its stage, after the cause was removed. What fails again is set aside again.",
            [new CommandArgument("ID", "The id that 'deadletters list' shows, or 'all'.")],
            [.. Filters, .. ClientOptions.All],
            RetryAsync
        );

    private async Task<int> ListAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var table = new Table().Border(TableBorder.Simple).AddColumns("Id", "Stage", "Site", "Set aside", "Bytes", "Reason");
        await foreach (var letter in LettersAsync(client, input, cancellationToken))
        {
            table.AddRow(
                letter.Id.EscapeMarkup(),
                letter.Stage,
                (letter.Site ?? string.Empty).EscapeMarkup(),
                Time(letter),
                Bytes(letter),
                $"{letter.ErrorType}: {letter.Error}".EscapeMarkup()
            );
        }

        if (table.Rows.Count == 0)
        {
            console.WriteLine("Nothing is set aside.");
        }
        else
        {
            console.Write(table);
        }

        return 0;
    }

    private async Task<int> ShowAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var letter = await client.GetAsync(
            $"{Path}/{Uri.EscapeDataString(input.Argument(0))}",
            ClientJson.Default.DeadLetterAnswer,
            cancellationToken
        );
        var payload = Convert.FromBase64String(letter.Payload ?? string.Empty);
        foreach (
            var (name, value) in ((string, string)[])
                [
                    ("Id", letter.Id),
                    ("Stage", letter.Stage),
                    ("Site", letter.Site ?? "several or unknown"),
                    ("Partition", letter.Partition?.ToString(CultureInfo.InvariantCulture) ?? "none"),
                    ("Key", letter.Key),
                    ("Set aside", Time(letter)),
                    ("Reason", $"{letter.ErrorType}: {letter.Error}"),
                    ("Bytes", Bytes(letter)),
                ]
        )
        {
            console.WriteLine($"{name + ":", -11}{value}");
        }

        foreach (var line in payload.Take(ShownBytes).Chunk(16))
        {
            console.WriteLine(
                $"  {string.Join(' ', line.Select(b => b.ToString("x2", CultureInfo.InvariantCulture))), -48} {Printable(line)}"
            );
        }

        return 0;
    }

    private async Task<int> RetryAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        if (input.Argument(0) != All)
        {
            var letter = await RetryAsync(client, input.Argument(0), cancellationToken);
            console.WriteLine($"The letter '{letter.Id}' is given back to the stage {letter.Stage}.");
            return 0;
        }

        // All ids are read first: a letter that fails again gets a new id, and is not retried twice.
        var ids = await LettersAsync(client, input, cancellationToken).Select(static letter => letter.Id).ToListAsync(cancellationToken);
        var failures = new List<string>();
        foreach (var id in ids)
        {
            try
            {
                await RetryAsync(client, id, cancellationToken);
            }
            catch (ApiClientException exception)
                when (exception.Status is System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.NotFound)
            {
                failures.Add(exception.Message);
            }
        }

        console.WriteLine($"{ids.Count - failures.Count} of {ids.Count} letters are given back to their stages.");
        return failures.Count == 0 ? 0 : throw new ApiClientException(string.Join(Environment.NewLine, failures));
    }

    private static Task<DeadLetterAnswer> RetryAsync(ApiClient client, string id, CancellationToken cancellationToken) =>
        client.PostAsync($"{Path}/{Uri.EscapeDataString(id)}/retry", "{}", ClientJson.Default.DeadLetterAnswer, cancellationToken);

    private static async IAsyncEnumerable<DeadLetterAnswer> LettersAsync(
        ApiClient client,
        CommandInput input,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = new StringBuilder($"{Path}?limit={PageSize}");
        foreach (var name in (string[])["stage", "site"])
        {
            if (input.Option("--" + name) is { } value)
            {
                filter.Append(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(value)}");
            }
        }

        for (string? after = string.Empty; after is not null; )
        {
            var cursor = after.Length == 0 ? string.Empty : $"&after={Uri.EscapeDataString(after)}";
            var page = await client.GetAsync($"{filter}{cursor}", ClientJson.Default.DeadLetterListAnswer, cancellationToken);
            foreach (var letter in page.Letters)
            {
                yield return letter;
            }

            after = page.After;
        }
    }

    private static string Time(DeadLetterAnswer letter) =>
        letter.SetAsideAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "unknown";

    private static string Bytes(DeadLetterAnswer letter) => letter.Bytes?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";

    private static string Printable(byte[] bytes) => new([.. bytes.Select(static b => b is >= 0x20 and < 0x7f ? (char)b : '.')]);
}

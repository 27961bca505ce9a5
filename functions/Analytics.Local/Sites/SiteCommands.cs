using System.Globalization;
using System.Text.Json;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Web.Sites;
using Spectre.Console;

namespace Analytics.Local.Sites;

/// <summary>Registers and lists sites through a running server.</summary>
internal sealed class SiteCommands(IAnsiConsole console)
{
    private const string Path = "/api/v1/sites";
    private const int PageSize = 100;

    /// <summary><c>site add</c>.</summary>
    public Command Add =>
        new(
            "site add",
            "Registers a site, which may then receive events.",
            [new CommandArgument("DOMAIN", "The site's domain, like shop.example.")],
            [
                new CommandOption("--timezone", "IANA", "Time zone of the site's days, like Europe/Tallinn. Default: Etc/UTC."),
                .. ClientOptions.All,
            ],
            AddAsync
        );

    /// <summary><c>site list</c>.</summary>
    public Command List => new("site list", "Lists the sites that the key may see.", [], ClientOptions.All, ListAsync);

    private async Task<int> AddAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var request = new SiteRequest { Domain = input.Argument(0), Timezone = input.Option("--timezone") };
        var site = await client.PostAsync(
            Path,
            JsonSerializer.Serialize(request, ClientJson.Default.SiteRequest),
            ClientJson.Default.SiteAnswer,
            cancellationToken
        );
        console.WriteLine($"Site {site.Domain} is registered; its days are those of {site.Timezone}.");
        return 0;
    }

    private async Task<int> ListAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var table = new Table().Border(TableBorder.Simple).AddColumns("Site", "Time zone", "Public", "Retention", "Registered");
        var unreadable = new List<string>();
        for (string? after = string.Empty; after is not null; )
        {
            var cursor = after.Length == 0 ? string.Empty : $"&after={Uri.EscapeDataString(after)}";
            var page = await client.GetAsync($"{Path}?limit={PageSize}{cursor}", ClientJson.Default.SiteListAnswer, cancellationToken);
            foreach (var site in page.Sites)
            {
                table.AddRow(
                    site.Domain.EscapeMarkup(),
                    site.Timezone.EscapeMarkup(),
                    site.Public ? "yes" : "no",
                    site.RetentionDays is { } days ? $"{days} days" : "for ever",
                    site.CreatedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
                );
            }

            unreadable.AddRange(page.Unreadable ?? []);
            after = page.Meta.After;
        }

        if (table.Rows.Count + unreadable.Count == 0)
        {
            console.WriteLine("No site yet: register one with 'site add DOMAIN'.");
        }
        else
        {
            console.Write(table);
        }

        foreach (var id in unreadable)
        {
            console.WriteLine($"The registration of '{id}' is damaged and can't be listed: restore it from a backup.");
        }

        return 0;
    }
}

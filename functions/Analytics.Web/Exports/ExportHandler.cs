using System.Globalization;
using Analytics.Core.Exports;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Exports;

/// <summary>Sends all stored statistics of a site as a file, while they are read.</summary>
internal sealed class ExportHandler(
    SiteAccess access,
    ExportAdmission admission,
    AnswerLifetime lifetime,
    IEnumerable<IExportFormat> formats
)
{
    private const string Day = "yyyy-MM-dd";
    private const string Imports = "imports";

    private static readonly string[] Known = ["format", "from", "to", ExportContinuation.Name, Imports];

    /// <summary>Answers with a file of the format that the parameter <c>format</c> names.</summary>
    public async Task ReadAsync(HttpContext context)
    {
        var (site, key) = await access.ManageWithKeyAsync(context, RouteValue.Site(context));
        RequireKnown(context.Request.Query);
        var format = FormatOf(context.Request.Query["format"].ToString());
        var (from, to) = (DayOf(context, "from"), DayOf(context, "to"));
        if (from > to)
        {
            throw JsonBody.Bad($"from: {from:yyyy-MM-dd} is after to, {to:yyyy-MM-dd}; give the first and the last day");
        }

        var rest = DayOf(context, ExportContinuation.Name);
        if (rest is not null && !format.CanContinue)
        {
            throw JsonBody.Bad($"continue: an export of format {format.Name} can't go on where another one ended; ask for fewer days");
        }

        var withImports = context.Request.Query[Imports].ToString() is { Length: > 0 } asked && JsonBody.Flag(Imports, asked);
        if (withImports && !format.TakesImports)
        {
            throw JsonBody.Bad($"imports: format {format.Name} has no totals; leave it out, or export format reports");
        }

        var zone = ZoneTimeline.Of(site.TimeZone);
        var range = new ExportRange(
            site,
            from,
            to,
            Math.Max(from is { } first ? zone.StartOf(first) : ZoneTimeline.Earliest, StartOf(rest)),
            to is { } last ? zone.StartOf(last.AddDays(1)) : ZoneTimeline.Latest,
            withImports
        );
        await format.RequireContentAsync(range, context.RequestAborted);
        using var time = lifetime.Begin(context);
        using var place = admission.Enter(site.Id, key.Id, time);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = format.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{NameOf(site, from, to)}.{format.Extension}\"";
        try
        {
            await format.WriteAsync(range, place.Measure(context.Response.BodyWriter), time);
        }
        catch (OperationCanceledException) when (time.IsOver)
        {
            // Without the end of its body, so that no client takes the file for a whole one.
            context.Abort();
        }
    }

    private static void RequireKnown(IQueryCollection parameters)
    {
        if (parameters.Keys.FirstOrDefault(name => !Known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw JsonBody.Bad($"'{Errors.Excerpt.Of(unknown)}' is unknown; {string.Join(", ", Known)} are known");
        }
    }

    private static long StartOf(DateOnly? utcDay) =>
        utcDay is { } day
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds()
            : ZoneTimeline.Earliest;

    private static string NameOf(Site site, DateOnly? from, DateOnly? to) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{site.Domain}{(from is null ? "" : $"-{from:yyyy-MM-dd}")}{(to is null ? "" : $"-{to:yyyy-MM-dd}")}"
        );

    private static DateOnly? DayOf(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is not { Length: > 0 } text ? null
        : DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1970 and < 2099
            ? day
        : throw JsonBody.Bad($"{name}: '{Errors.Excerpt.Of(text)}' is no day between 1970 and 2098; give one such as 2026-01-31");

    private IExportFormat FormatOf(string name) =>
        formats.FirstOrDefault(format => format.Name == (name.Length == 0 ? "ndjson" : name))
        ?? throw JsonBody.Bad(
            $"format: '{Errors.Excerpt.Of(name)}' is unknown; use one of {string.Join(", ", formats.Select(format => format.Name))}"
        );
}

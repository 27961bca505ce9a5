using System.Globalization;
using Analytics.Core.Erasures;
using Analytics.Core.Jobs;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Jobs;

/// <summary>Checks an administrator's request to start a job.</summary>
internal sealed class JobRequestReader(IEnumerable<IJobKind> kinds, ISiteDirectory sites, TimeProvider clock)
{
    private const int MaxSites = 1000;

    /// <exception cref="Errors.ApiException">400.</exception>
    public async ValueTask<JobRequest> ReadAsync(JobBody body, CancellationToken cancellationToken)
    {
        if (body.Kind == Eraser.Kind)
        {
            throw JsonBody.Bad(
                "kind: erasures are started at the site; POST /api/v1/sites/{site}/erasures, or DELETE /api/v1/sites/{site}"
            );
        }

        var open = kinds.Where(kind => kind.Name != Eraser.Kind);
        if (open.FirstOrDefault(kind => kind.Name == body.Kind) is not { } known)
        {
            throw JsonBody.Bad($"kind: '{Excerpt.Of(body.Kind)}' is unknown; use {string.Join(", ", open.Select(kind => kind.Name))}");
        }

        var (from, to) = (Time("from", body.From), Time("to", body.To));
        if (from >= to)
        {
            throw JsonBody.Bad($"to: {body.To} is not after from, {body.From}; 'to' is exclusive");
        }

        if (from > clock.GetUtcNow())
        {
            throw JsonBody.Bad($"from: {body.From} is in the future; there is nothing to reprocess yet");
        }

        return new(known.Name, from, to, await SitesAsync(body.Sites, cancellationToken), body.DryRun);
    }

    /// <summary>Returns the time of a UTC day or a date-time.</summary>
    /// <exception cref="Errors.ApiException">400, naming the member.</exception>
    public static DateTimeOffset Time(string name, string? text)
    {
        if (
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1970 and < 9999
        )
        {
            return new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        return
            text is { Length: > 10 }
            && text[10] == 'T'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is > 1970 and < 9999
            ? time.ToUniversalTime()
            : throw JsonBody.Bad(
                $"{name}: '{Excerpt.Of(text)}' is neither a day like 2026-01-31 nor a date-time like 2026-01-31T12:00:00Z; give one"
            );
    }

    private async ValueTask<IReadOnlyList<string>?> SitesAsync(IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        if (names is null)
        {
            return null;
        }

        if (names.Count is 0 or > MaxSites)
        {
            throw JsonBody.Bad($"sites: {names.Count} sites are given; give 1 to {MaxSites}, or leave it out for all");
        }

        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            found.Add(
                await sites.FindAsync(name, cancellationToken) is { } entry
                    ? entry.Site.Id
                    : throw JsonBody.Bad($"sites: '{Excerpt.Of(name)}' is not registered")
            );
        }

        return [.. found];
    }
}

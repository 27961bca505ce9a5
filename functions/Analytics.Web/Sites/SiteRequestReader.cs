using System.Globalization;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Sites;

/// <summary>Reads a <see cref="SiteRequest"/> from JSON or a form, which command-line clients often send.</summary>
internal static class SiteRequestReader
{
    /// <summary>Maximum days of retention, a century.</summary>
    public const int MaxRetentionDays = 36_525;

    private const string ScriptField = "tracker_script_configuration[";

    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async ValueTask<SiteRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request.HasFormContentType
            ? await ReadFormAsync(context)
            : await JsonBody.ReadAsync(context, ApiJson.Default.SiteRequest);
        string? problem = null;
        if (request.Timezone is not null && !SiteTimeZone.TryParse(request.Timezone, out problem))
        {
            throw JsonBody.Bad(problem);
        }

        if (request.WeekStart is not null && !SiteWeek.TryParse(request.WeekStart, out _, out problem))
        {
            throw JsonBody.Bad(problem);
        }

        if (request.TrackerScriptConfiguration?.InstallationType is { } installation and not ("wordpress" or "manual" or "gtm"))
        {
            throw JsonBody.Bad(
                $"tracker_script_configuration.installation_type: '{Excerpt.Of(installation)}' is unknown; "
                    + "use wordpress, manual, gtm or null"
            );
        }

        return request.RetentionDays is < 1 or > MaxRetentionDays
            ? throw JsonBody.Bad(
                $"retention_days: {request.RetentionDays} is out of range; give 1 to {MaxRetentionDays}, or null for ever"
            )
            : request;
    }

    private static async ValueTask<SiteRequest> ReadFormAsync(HttpContext context)
    {
        var request = new SiteRequest();
        foreach (var (name, value) in await FormBody.ReadAsync(context))
        {
            switch (name)
            {
                case "domain":
                    request.Domain = value;
                    break;
                case "timezone":
                    request.Timezone = value;
                    break;
                case "week_start":
                    request.WeekStart = value;
                    break;
                case "public":
                    request.Public = JsonBody.Flag(name, value);
                    break;
                case "pinned":
                    request.Pinned = JsonBody.Flag(name, value);
                    break;
                case "retention_days":
                    request.RetentionDays = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                        ? days
                        : throw JsonBody.Bad($"retention_days: '{value}' is not a whole number of days");
                    break;
                case "team_id":
                    break;
                case var _ when name.StartsWith(ScriptField, StringComparison.Ordinal) && name.EndsWith(']'):
                    (request.TrackerScriptConfiguration ??= new()).Set(name, name[ScriptField.Length..^1], value.ToString());
                    break;
                default:
                    throw JsonBody.Bad(
                        $"'{name}' is unknown; domain, timezone, week_start, public, pinned, retention_days and "
                            + $"{ScriptField}…] are known"
                    );
            }
        }

        return request;
    }
}

using System.Security.Cryptography;
using Analytics.Core.Alerts;
using Analytics.Core.Definitions;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Alerts;

/// <summary>
/// Lists, creates, changes and deletes the alerts of a site. Needs scope <c>sites</c> for the site, because the server calls the address
/// of an alert.
/// </summary>
internal sealed class AlertsHandler(AlertRegistry alerts, GoalRegistry goals, SiteAccess access, IOptions<WebOptions> options)
{
    private const int SecretBytes = 32;

    public async Task ListAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var answers = new List<AlertAnswer>();
        foreach (var alert in await alerts.ListAsync(site.Id, context.RequestAborted))
        {
            answers.Add(AlertAnswer.Of(alert, await HistoryAsync(site, alert.Id, context.RequestAborted)));
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new AlertListAnswer(answers), ApiJson.Default.AlertListAnswer);
    }

    public async Task CreateAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var request = await JsonBody.ReadAsync(context, ApiJson.Default.AlertRequest);
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var alert = await alerts.AddAsync(
            site.Id,
            AlertRequestReader.Read(
                request,
                secret,
                await goals.ListAsync(site.Id, context.RequestAborted),
                options.Value.AllowsLocalWebhooks
            ),
            context.RequestAborted
        );
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            AlertAnswer.Of(alert, AlertHistory.Empty) with
            {
                Secret = secret,
            },
            ApiJson.Default.AlertAnswer
        );
    }

    public async Task UpdateAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var id = RouteValue.Id(context);
        var request = await JsonBody.ReadAsync(context, ApiJson.Default.AlertRequest);
        var alert = AlertRequestReader.Read(
            request,
            secret: string.Empty,
            await goals.ListAsync(site.Id, context.RequestAborted),
            options.Value.AllowsLocalWebhooks
        );
        var changed = await alerts.ReplaceAsync(site.Id, id, alert, context.RequestAborted) ?? throw NotFound(site, id);
        var history = await HistoryAsync(site, id, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, AlertAnswer.Of(changed, history), ApiJson.Default.AlertAnswer);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var id = RouteValue.Id(context);
        if (!await alerts.DeleteAsync(site.Id, id, context.RequestAborted))
        {
            throw NotFound(site, id);
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new DeletedAnswer(true), ApiJson.Default.DeletedAnswer);
    }

    /// <summary>Returns the incidents of an alert.</summary>
    /// <exception cref="ApiException">503 if they are damaged, with the remedy, which the site's owner can apply.</exception>
    private async ValueTask<AlertHistory> HistoryAsync(Site site, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await alerts.ReadHistoryAsync(site.Id, id, cancellationToken)).History;
        }
        catch (TableCorruptException e)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    private static ApiException NotFound(Site site, string id) =>
        new(
            StatusCodes.Status404NotFound,
            $"Site '{site.Domain}' has no alert '{Excerpt.Of(id)}'; list them at /api/v1/sites/{site.Domain}/alerts."
        );
}

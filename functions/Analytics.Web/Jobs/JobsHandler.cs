using System.Globalization;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Reprocessing;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Jobs;

/// <summary>Starts, lists and cancels jobs, and reads their reports. Needs an admin key.</summary>
internal sealed class JobsHandler(
    JobTable jobs,
    DifferenceTable reports,
    JobSignal signal,
    JobRequestReader requests,
    ISiteDirectory sites,
    KeyAccess keys
)
{
    public async Task CreateAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var body = await JsonBody.ReadAsync(context, ApiJson.Default.JobBody);
        var request = await requests.ReadAsync(body, context.RequestAborted);
        try
        {
            var job = await jobs.CreateAsync(request, context.RequestAborted);
            signal.Set();
            var answer = await JobAnswer.OfAsync(job, progress: null, sites, context.RequestAborted);
            await JsonAnswer.WriteAsync(context, StatusCodes.Status202Accepted, answer, ApiJson.Default.JobAnswer);
        }
        catch (JobConflictException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, e.Message);
        }
    }

    public async Task ListAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var all = await jobs.ListAsync(context.RequestAborted);
        var progress = await jobs.ProgressAsync(context.RequestAborted);
        var answers = new List<JobAnswer>();
        foreach (var job in all)
        {
            answers.Add(await JobAnswer.OfAsync(job, progress.GetValueOrDefault(job.Id), sites, context.RequestAborted));
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new JobListAnswer(answers), ApiJson.Default.JobListAnswer);
    }

    public async Task GetAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var job = await jobs.FindAsync(RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, await AnswerAsync(job, context), ApiJson.Default.JobAnswer);
    }

    public async Task CancelAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        if (await jobs.FindAsync(RouteValue.Id(context), context.RequestAborted) is { Erases: not null, IsActive: true } erasure)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict,
                $"Job {erasure.Id} erases, and half of that is of no use; wait for its end."
            );
        }

        var job = await jobs.CancelAsync(RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, await AnswerAsync(job, context), ApiJson.Default.JobAnswer);
    }

    public async Task ReportAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var job = await jobs.FindAsync(RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context);
        var query = context.Request.Query;
        var limit = DifferenceTable.MaxPage;
        if (
            query["limit"].ToString() is { Length: > 0 } text
            && (
                !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit is < 1 or > DifferenceTable.MaxPage
            )
        )
        {
            throw JsonBody.Bad($"limit: '{text}' is no whole number from 1 to {DifferenceTable.MaxPage}; give one");
        }

        var after = query["after"].ToString();
        if (
            after.Length > 0
            && !(
                after.Length is > 11 and < 300
                && after[10] == '|'
                && after.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '|' or '_' or '~')
            )
        )
        {
            throw JsonBody.Bad("after: this is no cursor; send what the previous page gave as 'after'");
        }

        var page = await reports.ReadAsync(job.Id, after.Length == 0 ? null : after, limit, context.RequestAborted);
        var differences = new List<DayDifference>();
        foreach (var difference in page.Differences)
        {
            differences.Add(difference with { Site = (await sites.ListedNameOfAsync(difference.Site, context.RequestAborted))! });
        }

        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new JobReportAnswer(differences, page.After),
            ApiJson.Default.JobReportAnswer
        );
    }

    private static ApiException Unknown(HttpContext context) =>
        new(StatusCodes.Status404NotFound, $"There is no job '{RouteValue.Id(context)}'; list them at /api/v1/jobs.");

    private async ValueTask<JobAnswer> AnswerAsync(Job job, HttpContext context) =>
        await JobAnswer.OfAsync(job, await jobs.ProgressAsync(job.Id, context.RequestAborted), sites, context.RequestAborted);
}

using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Analytics.Web.Jobs;
using Analytics.Web.Sites;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Erasures;

/// <summary>Erases sites, ranges of time and visitors, and shows the progress. Needs scope <c>sites</c> for the site.</summary>
internal sealed class ErasuresHandler(
    JobTable jobs,
    JobSignal signal,
    SiteDeletion deletion,
    SiteAccess access,
    KeyAccess keys,
    ISiteDirectory sites
)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>Deletes a site, and everything that belongs to it.</summary>
    public async Task DeleteSiteAsync(HttpContext context)
    {
        var domain = await DomainAsync(context);

        // The job is stored first: it deletes the registration itself if this process ends in between.
        var job = await jobs.CreateAsync(ErasureRequests.OfSite(domain), context.RequestAborted);
        await deletion.RunAsync(domain, context.RequestAborted);
        signal.Set();
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new DeletedAnswer(true) { Erasure = job.Id },
            ApiJson.Default.DeletedAnswer
        );
    }

    public async Task CreateAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var body = await JsonBody.ReadAsync(context, ApiJson.Default.ErasureRequest, ErasureRequests.MaxBytes);
        try
        {
            var job = await jobs.CreateAsync(ErasureRequests.Read(site.Id, body), context.RequestAborted);
            signal.Set();
            var answer = await JobAnswer.OfAsync(job, progress: null, sites, context.RequestAborted);
            await JsonAnswer.WriteAsync(context, StatusCodes.Status202Accepted, answer, ApiJson.Default.JobAnswer);
        }
        catch (JobLimitException e)
        {
            throw new ApiException(StatusCodes.Status429TooManyRequests, e.Message, RetryAfter);
        }
    }

    public async Task ListAsync(HttpContext context)
    {
        var site = await access.ManageAsync(context, RouteValue.Site(context));
        var answers = new List<JobAnswer>();
        foreach (
            var job in (await jobs.ListAsync(context.RequestAborted)).Where(job => job.Erases is not null && job.Sites![0] == site.Id)
        )
        {
            var progress = await jobs.ProgressAsync(job.Id, context.RequestAborted);
            answers.Add(await JobAnswer.OfAsync(job, progress, sites, context.RequestAborted));
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new JobListAnswer(answers), ApiJson.Default.JobListAnswer);
    }

    /// <summary>Returns the site to delete; for an admin, also one whose erasure failed after its registration was deleted.</summary>
    private async ValueTask<string> DomainAsync(HttpContext context)
    {
        var key = await keys.RequireAsync(context, KeyScopes.Sites);
        var id = RouteValue.Site(context);
        if (
            key.IsAdmin
            && SiteDomain.IsId(id)
            && await sites.FindAsync(id, context.RequestAborted) is null
            && await SiteErasures.BlockingAsync(jobs, id, context.RequestAborted) is { IsActive: false }
        )
        {
            return id;
        }

        return (await access.ManageAsync(context, RouteValue.Site(context))).Id;
    }
}

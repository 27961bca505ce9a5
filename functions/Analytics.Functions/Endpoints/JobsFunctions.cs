using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Starts, follows and cancels jobs, and tells what is due for one.</summary>
public sealed class JobsFunctions
{
    /// <summary>GET /api/v1/jobs.</summary>
    [Function("ListJobs")]
    public Task<IResult> ListJobsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/jobs")] HttpRequest request) =>
        ApiCalls.AnswerAsync("ListJobs", request);

    /// <summary>POST /api/v1/jobs.</summary>
    [Function("CreateJob")]
    public Task<IResult> CreateJobAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/jobs")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CreateJob", request);

    /// <summary>GET /api/v1/jobs/{id}.</summary>
    [Function("GetJob")]
    public Task<IResult> GetJobAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/jobs/{id}")] HttpRequest request) =>
        ApiCalls.AnswerAsync("GetJob", request);

    /// <summary>DELETE /api/v1/jobs/{id}.</summary>
    [Function("CancelJob")]
    public Task<IResult> CancelJobAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/jobs/{id}")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CancelJob", request);

    /// <summary>GET /api/v1/jobs/{id}/report.</summary>
    [Function("JobReport")]
    public Task<IResult> JobReportAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/jobs/{id}/report")] HttpRequest request) =>
        ApiCalls.AnswerAsync("JobReport", request);

    /// <summary>GET /api/v1/status.</summary>
    [Function("Status")]
    public Task<IResult> StatusAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status")] HttpRequest request) =>
        ApiCalls.AnswerAsync("Status", request);
}

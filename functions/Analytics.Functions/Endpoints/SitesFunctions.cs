using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.Functions.Endpoints;

/// <summary>Manages sites.</summary>
public sealed class SitesFunctions
{
    /// <summary>GET /api/v1/sites.</summary>
    [Function("ListSites")]
    public Task<IResult> ListSitesAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/sites")] HttpRequest request) =>
        ApiCalls.AnswerAsync("ListSites", request);

    /// <summary>POST /api/v1/sites.</summary>
    [Function("CreateSite")]
    public Task<IResult> CreateSiteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/sites")] HttpRequest request) =>
        ApiCalls.AnswerAsync("CreateSite", request);

    /// <summary>GET /api/v1/sites/{site}.</summary>
    [Function("GetSite")]
    public Task<IResult> GetSiteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/sites/{site}")] HttpRequest request) =>
        ApiCalls.AnswerAsync("GetSite", request);

    /// <summary>PUT /api/v1/sites/{site}.</summary>
    [Function("UpdateSite")]
    public Task<IResult> UpdateSiteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/sites/{site}")] HttpRequest request) =>
        ApiCalls.AnswerAsync("UpdateSite", request);

    /// <summary>DELETE /api/v1/sites/{site}.</summary>
    [Function("DeleteSite")]
    public Task<IResult> DeleteSiteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/sites/{site}")] HttpRequest request) =>
        ApiCalls.AnswerAsync("DeleteSite", request);
}

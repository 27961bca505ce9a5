using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Endpoints;

/// <summary>Registers the routing of the API.</summary>
internal static class EndpointServices
{
    /// <summary>Adds <see cref="ApiRouter"/>. The handlers are added by <c>AddAnalyticsWeb</c>.</summary>
    public static IServiceCollection AddEndpoints(this IServiceCollection services) => services.AddRouting().AddSingleton<ApiRouter>();
}

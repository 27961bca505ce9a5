using System.Globalization;
using Analytics.Core.Keys;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Access;

/// <summary>The rate limits of callers. Thread-safe.</summary>
internal sealed class RequestLimits(IOptions<WebOptions> options, TimeProvider time)
{
    /// <summary>The header with the limit.</summary>
    public const string LimitHeader = "X-RateLimit-Limit";

    /// <summary>The header with the number of remaining requests.</summary>
    public const string RemainingHeader = "X-RateLimit-Remaining";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Limits the requests for statistics of each key, and of each address at a public site.</summary>
    public SlidingWindowLimit Keys { get; } = new(options.Value.StatsRequestsPerHour, Hour, time);

    /// <summary>Limits the requests for statistics of each browser session.</summary>
    public SlidingWindowLimit Sessions { get; } = new(options.Value.SessionRequestsPerHour, Hour, time);

    /// <summary>Limits the new sessions of each key.</summary>
    public SlidingWindowLimit NewSessions { get; } = new(60, Hour, time);

    /// <summary>Limits the wrong keys of each address.</summary>
    public SlidingWindowLimit WrongKeys { get; } = new(60, Hour, time);

    /// <summary>Limits the wrong passwords sent for a shared link from each address.</summary>
    public SlidingWindowLimit LinkPasswords { get; } = new(60, Hour, time);

    /// <summary>
    /// Limits the wrong passwords sent for a shared link from all addresses together; beyond, they are checked one after the other.
    /// </summary>
    public SlidingWindowLimit LinkPasswordsOfAll { get; } = new(300, Hour, time);

    /// <summary>Counts a request and adds the limit and the number of remaining requests to the response.</summary>
    /// <exception cref="ApiException">429 over the limit.</exception>
    public static void Count(HttpContext context, SlidingWindowLimit limit, string caller, string things = "requests")
    {
        var isWithin = limit.TryAcquire(caller, out var retryAfter, out var remaining);
        if (limit.Limit > 0)
        {
            context.Response.Headers[LimitHeader] = limit.Limit.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers[RemainingHeader] = remaining.ToString(CultureInfo.InvariantCulture);
        }

        if (!isWithin)
        {
            throw Over(limit, things, retryAfter);
        }
    }

    /// <summary>Returns the refusal of a request over a limit.</summary>
    public static ApiException Over(SlidingWindowLimit limit, string things, TimeSpan retryAfter) =>
        new(
            StatusCodes.Status429TooManyRequests,
            $"Over the limit of {limit.Limit} {things} an hour; the next is possible in {retryAfter.TotalSeconds:N0} seconds.",
            retryAfter
        );
}

using Analytics.Core.Collection;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Collection;

/// <summary>Refuses a request for the problem of its only event, or of the whole.</summary>
internal static class CollectionRefusal
{
    /// <summary>The time in which a network's share in looking for unknown sites is renewed; see <see cref="UnknownSites"/>.</summary>
    private static readonly TimeSpan NewShare = TimeSpan.FromMinutes(1);

    /// <summary>Returns the refusal: 413, 429 for what may be sent again later, otherwise 400.</summary>
    public static ApiException Of(CollectionProblem problem)
    {
        var isLater = problem.Code == CollectionErrors.TooManyUnknownSites;
        return new(
            problem.Code == CollectionErrors.BodyTooLarge ? StatusCodes.Status413PayloadTooLarge
                : isLater ? StatusCodes.Status429TooManyRequests
                : StatusCodes.Status400BadRequest,
            problem.Message,
            isLater ? NewShare : null
        )
        {
            Code = problem.Code,
            Field = problem.Field.Length == 0 ? null : problem.Field,
        };
    }
}

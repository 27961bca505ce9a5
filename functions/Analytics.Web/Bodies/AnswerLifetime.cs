using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Bodies;

/// <summary>
/// Limits the time of answers that are sent while they are computed, where a front end would break them off without a word. See
/// <see cref="WebOptions.AnswerSeconds"/>.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="time">Measures the time.</param>
internal sealed class AnswerLifetime(IOptions<WebOptions> options, TimeProvider time)
{
    /// <summary>Begins the time of an answer.</summary>
    public AnswerTime Begin(HttpContext context) =>
        new(options.Value.AnswerSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null, time, context.RequestAborted);
}

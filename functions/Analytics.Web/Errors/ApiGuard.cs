using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.Errors;

/// <summary>Runs a handler and turns its exceptions into answers. The only place that does, in both hosts.</summary>
internal static partial class ApiGuard
{
    /// <summary>The header with the request's id, which the log has beside each failure.</summary>
    public const string RequestIdHeader = "X-Request-Id";

    /// <summary>The headers that an error has as well.</summary>
    private static readonly string[] KeptHeaders = [RequestIdHeader, RequestLimits.LimitHeader, RequestLimits.RemainingHeader];

    /// <summary>Runs one method of a handler that is resolved from the request's services.</summary>
    public static async Task RunAsync<THandler>(HttpContext context, Func<THandler, HttpContext, Task> call)
        where THandler : notnull
    {
        context.Response.Headers[RequestIdHeader] = context.TraceIdentifier;
        try
        {
            await call(context.RequestServices.GetRequiredService<THandler>(), context);
        }
        catch (ClientGoneException)
        {
            Log.ClientGone(Logger(context), context.Request.Path);
        }
        catch (Exception e)
            when (e is OperationCanceledException
                || (e is IOException and not BadHttpRequestException && context.RequestAborted.IsCancellationRequested)
            )
        {
            Log.ClientGone(Logger(context), context.Request.Path);
        }
        catch (Exception e)
        {
            var failure = FailureOf(context, e);
            await AnswerAsync(context, failure.Status, failure.Answer, failure.RetryAfter);
        }
    }

    /// <summary>Returns the answer of a failure, and logs one that the client did not cause.</summary>
    public static ApiFailure FailureOf(HttpContext context, Exception exception)
    {
        var failure = ApiFailure.Of(exception);
        if (failure.IsOurs)
        {
            Log.Failed(Logger(context), exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);
        }

        return failure;
    }

    private static Task AnswerAsync(HttpContext context, int status, ErrorAnswer answer, TimeSpan? retryAfter)
    {
        if (context.Response.HasStarted)
        {
            // A partial answer with a successful status must not look complete.
            context.Abort();
            return Task.CompletedTask;
        }

        var kept = Array.ConvertAll(KeptHeaders, header => context.Response.Headers[header]);
        context.Response.Clear();
        foreach (var (header, value) in KeptHeaders.Zip(kept))
        {
            context.Response.Headers[header] = value;
        }

        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((long)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        }

        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        Endpoints.Cors.AllowAnyOrigin(context);
        return JsonAnswer.WriteAsync(context, status, answer, ApiJson.Default.ErrorAnswer);
    }

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Analytics.Web");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "The client of {Path} went away before it was answered")]
        public static partial void ClientGone(ILogger logger, PathString path);

        [LoggerMessage(LogLevel.Error, "{Method} {Path} failed, request {RequestId}")]
        public static partial void Failed(ILogger logger, Exception exception, string method, PathString path, string requestId);
    }
}

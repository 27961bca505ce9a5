using Analytics.Core.Definitions;
using Analytics.Core.EventLog;
using Analytics.Core.Queries;
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

    private static readonly TimeSpan StorageRetryAfter = TimeSpan.FromSeconds(5);
    private static readonly ErrorAnswer StorageFailure = new(
        $"The storage does not answer now; the cause is in the server's log. Send again after {StorageRetryAfter.TotalSeconds:0} s."
    );

    private static readonly TimeSpan MemoryRetryAfter = TimeSpan.FromSeconds(60);
    private static readonly ErrorAnswer MemoryFailure = new(
        "The server has not enough memory for this now. Ask again in a minute, or about a shorter range; its operator can give it more."
    );

    /// <summary>The headers that an error has as well.</summary>
    private static readonly string[] KeptHeaders = [RequestIdHeader, RequestLimits.LimitHeader, RequestLimits.RemainingHeader];

    private static readonly ErrorAnswer Failure = new("The server failed; the cause is in its log. Try again, and report it if it stays.");

    /// <summary>Runs one method of a handler that is resolved from the request's services.</summary>
    public static async Task RunAsync<THandler>(HttpContext context, Func<THandler, HttpContext, Task> call)
        where THandler : notnull
    {
        context.Response.Headers[RequestIdHeader] = context.TraceIdentifier;
        try
        {
            await call(context.RequestServices.GetRequiredService<THandler>(), context);
        }
        catch (ApiException e)
        {
            await AnswerAsync(context, e.Status, new ErrorAnswer(e.Message, e.Code, e.Field), e.RetryAfter);
        }
        catch (Exception e) when (e is QueryException or DefinitionException)
        {
            // The client's question or definition is invalid; the message is for the client.
            await AnswerAsync(context, StatusCodes.Status400BadRequest, new ErrorAnswer(e.Message), null);
        }
        catch (EventLogUnavailableException e)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, new ErrorAnswer(e.Message), e.RetryAfter);
        }
        catch (BadHttpRequestException e)
        {
            await AnswerAsync(context, e.StatusCode, new ErrorAnswer(e.Message), null);
        }
        catch (ClientGoneException)
        {
            Log.ClientGone(Logger(context), context.Request.Path);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            Log.ClientGone(Logger(context), context.Request.Path);
        }
        catch (IOException e)
        {
            // Thrown by the ports for transient failures.
            LogFailure(context, e);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, StorageFailure, StorageRetryAfter);
        }
        catch (OutOfMemoryException e)
        {
            LogFailure(context, e);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, MemoryFailure, MemoryRetryAfter);
        }
        catch (DamagedStatisticsException e)
        {
            LogFailure(context, e);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, new ErrorAnswer(e.Message), null);
        }
        catch (Exception e)
        {
            LogFailure(context, e);
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, Failure, null);
        }
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

    private static void LogFailure(HttpContext context, Exception exception) =>
        Log.Failed(Logger(context), exception, context.Request.Method, context.Request.Path, context.TraceIdentifier);

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

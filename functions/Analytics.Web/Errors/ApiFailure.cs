using Analytics.Core.Definitions;
using Analytics.Core.EventLog;
using Analytics.Core.Queries;
using Analytics.Core.Tables;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Errors;

/// <summary>The answer of a request, or of a query of a batch, that failed.</summary>
/// <param name="Status">The status.</param>
/// <param name="Answer">The body.</param>
/// <param name="RetryAfter">Time after which to send again; null if that can't help.</param>
/// <param name="IsOurs">True if the client did not cause it, so that the log must have it.</param>
internal readonly record struct ApiFailure(int Status, ErrorAnswer Answer, TimeSpan? RetryAfter = null, bool IsOurs = false)
{
    private static readonly TimeSpan StorageRetryAfter = TimeSpan.FromSeconds(5);
    private static readonly ErrorAnswer Storage = new(
        $"The storage does not answer now; the cause is in the server's log. Send again after {StorageRetryAfter.TotalSeconds:0} s."
    );

    private static readonly ErrorAnswer Full = new(
        "The disk of the server's tables, or the size allowed to them, is used up, so nothing can be stored. "
            + "The operator has to free space; send again after that."
    );

    private static readonly TimeSpan MemoryRetryAfter = TimeSpan.FromSeconds(60);
    private static readonly ErrorAnswer Memory = new(
        "The server has not enough memory for this now. Ask again in a minute, or about a shorter range; its operator can give it more."
    );

    // The row and the remedy are for the operator; a caller may have no key.
    private static readonly TimeSpan DamageRetryAfter = TimeSpan.FromSeconds(60);
    private static readonly ErrorAnswer Damage = new(
        "Stored data that this needs is damaged. The operator finds the row and the remedy in the server's log; send again after that."
    );

    private static readonly ErrorAnswer Unknown = new("The server failed; the cause is in its log. Try again, and report it if it stays.");

    /// <summary>Returns the answer of an exception.</summary>
    public static ApiFailure Of(Exception exception) =>
        exception switch
        {
            ApiException e => new(e.Status, new ErrorAnswer(e.Message, e.Code, e.Field), e.RetryAfter),
            // The client's question or definition is invalid; the message is for the client.
            QueryException or DefinitionException => new(StatusCodes.Status400BadRequest, new ErrorAnswer(exception.Message)),
            EventLogUnavailableException e => new(StatusCodes.Status503ServiceUnavailable, new ErrorAnswer(e.Message), e.RetryAfter),
            QuestionMemoryException e => new(StatusCodes.Status503ServiceUnavailable, new ErrorAnswer(e.Message), e.RetryAfter),
            BadHttpRequestException e => new(e.StatusCode, new ErrorAnswer(e.Message)),
            TablesFullException => new(StatusCodes.Status503ServiceUnavailable, Full, StorageRetryAfter, IsOurs: true),
            // Thrown by the ports for transient failures.
            IOException => new(StatusCodes.Status503ServiceUnavailable, Storage, StorageRetryAfter, IsOurs: true),
            OutOfMemoryException => new(StatusCodes.Status503ServiceUnavailable, Memory, MemoryRetryAfter, IsOurs: true),
            DamagedStatisticsException e => new(StatusCodes.Status503ServiceUnavailable, new ErrorAnswer(e.Message), IsOurs: true),
            TableCorruptException => new(StatusCodes.Status503ServiceUnavailable, Damage, DamageRetryAfter, IsOurs: true),
            _ => new(StatusCodes.Status500InternalServerError, Unknown, IsOurs: true),
        };
}

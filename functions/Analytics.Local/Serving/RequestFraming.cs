namespace Analytics.Local.Serving;

/// <summary>
/// Rejects requests whose end a proxy in front of the server may see elsewhere (request smuggling). Kestrel rejects most of them itself.
/// </summary>
internal static class RequestFraming
{
    private const string LineFeedSwitch = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>
    /// Requires carriage return and line feed at the end of each line of a request's head, in servers built after the call.
    /// </summary>
    public static void RequireWholeLineEnds() => AppContext.SetSwitch(LineFeedSwitch, isEnabled: true);

    /// <summary>Rejects bodies with a transfer coding other than chunks, or with nested chunks.</summary>
    public static void UseSingleFraming(this IApplicationBuilder application) =>
        application.Use(
            static (context, next) =>
            {
                var coding = context.Request.Headers.TransferEncoding;
                if (coding.Count == 0 || (coding.Count == 1 && string.Equals(coding[0], "chunked", StringComparison.OrdinalIgnoreCase)))
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                context.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            }
        );
}

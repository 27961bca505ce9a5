namespace Analytics.Local.Serving;

/// <summary>
/// Refuses requests whose end a proxy in front of the server could see elsewhere, so that nothing hides behind them. Kestrel refuses most
/// of them itself.
/// </summary>
internal static class RequestFraming
{
    private const string LineFeedSwitch = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>Ends lines of a request's head with carriage return and line feed alone, in servers that are built from now on.</summary>
    public static void RequireWholeLineEnds() => AppContext.SetSwitch(LineFeedSwitch, isEnabled: true);

    /// <summary>Refuses bodies with another transfer coding than chunks, or with chunks within chunks.</summary>
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

using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Analytics.Web.Bodies;

/// <summary>Reads the small forms that command-line clients like to send instead of JSON.</summary>
internal static class FormBody
{
    private static readonly FormOptions Limits = new()
    {
        BufferBodyLengthLimit = JsonBody.MaxBytes,
        MultipartBodyLengthLimit = JsonBody.MaxBytes,
        ValueCountLimit = 32,
        KeyLengthLimit = 400,
        ValueLengthLimit = 8_000,
    };

    /// <summary>Reads the form's fields.</summary>
    /// <exception cref="ApiException">400 or 413.</exception>
    public static async ValueTask<IFormCollection> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > JsonBody.MaxBytes)
        {
            throw RequestBody.TooLarge(JsonBody.MaxBytes);
        }

        try
        {
            return await context.Request.ReadFormAsync(Limits, context.RequestAborted);
        }
        catch (InvalidDataException e)
        {
            throw JsonBody.Bad($"The form can't be read: {e.Message} Send fewer or shorter fields, or JSON.");
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw RequestBody.Broken(e);
        }
    }
}

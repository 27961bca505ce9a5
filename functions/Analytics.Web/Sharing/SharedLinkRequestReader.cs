using Analytics.Core.Definitions;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Sharing;

/// <summary>Reads a <see cref="SharedLinkRequest"/> from JSON or a form, which command-line clients often send. Thread-safe.</summary>
internal sealed class SharedLinkRequestReader(DefinitionRegistry definitions, TimeProvider time)
{
    /// <summary>The shortest password.</summary>
    public const int MinPassword = 8;

    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async ValueTask<SharedLinkRequest> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return await JsonBody.ReadAsync(context, ApiJson.Default.SharedLinkRequest);
        }

        var request = new SharedLinkRequest();
        foreach (var (name, value) in await FormBody.ReadAsync(context))
        {
            switch (name)
            {
                case "site_id":
                    request.SiteId = value;
                    break;
                case "name":
                    request.Name = value;
                    break;
                case "password":
                    request.Password = value;
                    break;
                default:
                    throw JsonBody.Bad(
                        $"'{Excerpt.Of(name)}' is unknown in a form; site_id, name and password are known, and more in JSON"
                    );
            }
        }

        return request;
    }

    /// <summary>Checks a request and returns the settings of the link.</summary>
    /// <exception cref="ApiException">400 naming the member.</exception>
    public async ValueTask<LinkSettings> CheckAsync(SharedLinkRequest request, Site site, CancellationToken cancellationToken)
    {
        var name = request.Name?.Trim() ?? string.Empty;
        if (name.Length is 0 or > SharedLinkRequest.MaxName)
        {
            throw JsonBody.Bad(
                $"name: is missing or has more than {SharedLinkRequest.MaxName} characters; give 1 to {SharedLinkRequest.MaxName}"
            );
        }

        if (request.Password is { Length: < MinPassword or > LinkPassword.MaxLength })
        {
            throw JsonBody.Bad(
                $"password: has {request.Password.Length} characters; give {MinPassword} to {LinkPassword.MaxLength}, or null for none"
            );
        }

        if (request.ExpiresAt <= time.GetUtcNow())
        {
            throw JsonBody.Bad($"expires_at: {request.ExpiresAt:O} is past; give a later moment, or null for never");
        }

        if (request.Segment is { } id)
        {
            var segment = await definitions.Of(DefinitionRegistry.Segments).FindAsync(site.Id, id, cancellationToken);
            if (segment is not { Owner: null })
            {
                throw JsonBody.Bad(
                    $"segment: site '{site.Domain}' has no segment '{Excerpt.Of(id, 20)}' that is not personal; "
                        + $"list them at /api/v1/sites/{site.Domain}/segments"
                );
            }
        }

        return new LinkSettings(name, request.Password, request.ExpiresAt, request.Segment, request.Embed);
    }
}

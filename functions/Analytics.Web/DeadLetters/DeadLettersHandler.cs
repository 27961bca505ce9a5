using System.Globalization;
using Analytics.Core.DeadLetters;
using Analytics.Core.Keys;
using Analytics.Web.Access;
using Analytics.Web.Bodies;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.DeadLetters;

/// <summary>Lists, shows and retries dead letters. Needs an admin key.</summary>
internal sealed class DeadLettersHandler(DeadLetterTable letters, DeadLetterList list, DeadLetterRetries retries, KeyAccess keys)
{
    private const int DefaultPage = 100;

    public async Task ListAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var query = context.Request.Query;
        var limit = DefaultPage;
        if (
            query["limit"].ToString() is { Length: > 0 } text
            && (
                !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > DeadLetterList.MaxPage
            )
        )
        {
            throw JsonBody.Bad($"limit: '{text}' is no whole number from 1 to {DeadLetterList.MaxPage}; give one");
        }

        var site = query["site"].ToString();
        var after = query["after"].ToString();
        if (after.Length > 0 && !DeadLetterList.IsCursor(after))
        {
            throw JsonBody.Bad("after: this is no cursor; send what the previous page gave as 'after'");
        }

        var page = await list.ReadAsync(
            Stage(query["stage"].ToString()),
            site.Length == 0 ? null : site,
            after.Length == 0 ? null : after,
            limit,
            context.RequestAborted
        );
        var answer = new DeadLetterListAnswer([.. page.Letters.Select(static letter => DeadLetterAnswer.Of(letter, null))], page.After);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.DeadLetterListAnswer);
    }

    public async Task GetAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        var letter = await letters.ReadAsync(RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context);
        var payload = await letters.ReadPayloadAsync(letter.Id, context.RequestAborted) ?? throw Unknown(context);
        await JsonAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            DeadLetterAnswer.Of(letter, payload),
            ApiJson.Default.DeadLetterAnswer
        );
    }

    public async Task RetryAsync(HttpContext context)
    {
        await keys.RequireAsync(context, KeyScopes.Admin);
        try
        {
            var letter = await retries.RetryAsync(RouteValue.Id(context), context.RequestAborted) ?? throw Unknown(context);
            await JsonAnswer.WriteAsync(
                context,
                StatusCodes.Status200OK,
                DeadLetterAnswer.Of(letter, null),
                ApiJson.Default.DeadLetterAnswer
            );
        }
        catch (DeadLetterRetryException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static DeadLetterStage? Stage(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var stages = Enum.GetValues<DeadLetterStage>().ToDictionary(static stage => stage.Name());
        return stages.TryGetValue(text, out var stage)
            ? stage
            : throw JsonBody.Bad($"stage: '{text[..Math.Min(text.Length, 40)]}' is unknown; use one of {string.Join(", ", stages.Keys)}");
    }

    private static ApiException Unknown(HttpContext context) =>
        new(StatusCodes.Status404NotFound, $"There is no dead letter '{RouteValue.Id(context)}'; list them at /api/v1/deadletters.");
}

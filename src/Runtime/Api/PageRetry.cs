using System.Net;

namespace October.Runtime.Api;

/// <summary>
/// Asks for a later page of a list again where the server is busy: without that, one refusal makes all pages before it vain, and a long list may never end.
/// </summary>
internal static class PageRetry
{
    private const int Attempts = 5;

    /// <summary>The page.</summary>
    /// <param name="request">Asks for it once.</param>
    /// <param name="isFirst">Nothing was read before it: that it is refused is for the caller.</param>
    /// <param name="time">For the pauses.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KubeApiException">The server refuses it, as when the list's token has expired, or is busy for long.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached for long.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> request, bool isFirst, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = isFirst ? Attempts : 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                return await request();
            }
            catch (KubeApiException exception) when (attempt < Attempts && IsBusy(exception.Code))
            {
                asked = exception.RetryAfter;
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // Not answered, or cut off.
            }

            await Task.Delay(asked ?? TimeSpan.FromSeconds(attempt), time, cancellationToken);
        }
    }

    private static bool IsBusy(HttpStatusCode code) => code is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}

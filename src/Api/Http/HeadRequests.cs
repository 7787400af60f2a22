namespace October.Api.Http;

/// <summary>Answers HEAD wherever GET is answered: as GET, without the body, which the server leaves out.</summary>
internal static class HeadRequests
{
    /// <summary>Routes; what comes behind it sees the method that was sent.</summary>
    public static void UseRoutingOfHead(this WebApplication app)
    {
        app.Use(static (http, next) =>
        {
            if (!HttpMethods.IsHead(http.Request.Method))
                return next(http);
            http.Items[typeof(HeadRequests)] = true;
            http.Request.Method = HttpMethods.Get;
            return next(http);
        });
        app.UseRouting();
        app.Use(static (http, next) =>
        {
            if (http.Items.ContainsKey(typeof(HeadRequests)))
                http.Request.Method = HttpMethods.Head;
            return next(http);
        });
    }
}

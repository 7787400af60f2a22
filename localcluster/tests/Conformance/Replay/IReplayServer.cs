namespace October.Conformance.Replay;

/// <summary>A server under test.</summary>
internal interface IReplayServer
{
    /// <summary>Sends what was recorded, with the credentials that were recorded.</summary>
    HttpClient Http { get; }

    /// <summary>Makes and clears away what a scenario needs.</summary>
    HttpClient Administrator { get; }

    string Authority { get; }

    string Token { get; }

    /// <summary>Forgets all history, as a restart of the real server does.</summary>
    void DiscardHistory();
}

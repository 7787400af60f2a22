namespace October.LocalCluster.ApiServer.Authentication;

/// <summary>An object that a token names.</summary>
/// <param name="Name">Name.</param>
/// <param name="Uid">Uid, so that a namesake made later does not count.</param>
internal sealed record BoundObject(string Name, string Uid);

namespace Orchestry.Contracts.Ring;

/// <summary>A user.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Username">The name it logs in by.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record RingUser(string Id, string Username, DateTimeOffset CreatedAt);

/// <summary>Body of <c>POST /users</c> and <c>PUT /users/{id}</c>; what a change leaves out stays.</summary>
/// <param name="Username">The name.</param>
/// <param name="Password">The password.</param>
public sealed record RingUserChange(string? Username, string? Password);

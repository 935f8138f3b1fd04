// Both forms are wrong: the test must notice that the misuse is not why.
int one() {
  return one
}
